// What to do after a close with this code; the same rule as shared/protocol/close_codes.hpp. 0 or 1006: no close frame.
export function shouldReconnect(code: number): boolean {
  switch (code) {
    case 1002:
    case 1003:
    case 1007:
    case 1008:
    case 1009:
    case 1010:
      return false;
    default:
      return code < 4400 || code > 4407;
  }
}
