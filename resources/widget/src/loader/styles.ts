// The styles of the launcher and of the frame around the chat. They live in a constructed style sheet of a shadow root:
// the page's styles cannot reach in, ours cannot reach out, and no style-src permission is needed.

export const styles = `
:host{all:initial!important;display:block!important}
:host([hidden]){display:none!important}
*{box-sizing:border-box}
button{
position:fixed;bottom:20px;z-index:2147483001;width:56px;height:56px;padding:0;border:0;border-radius:28px;
display:grid;place-items:center;cursor:pointer;background:var(--fill);color:var(--on);
box-shadow:0 1px 2px #0003,0 6px 20px #0003;transition:transform .12s,box-shadow .12s;-webkit-tap-highlight-color:transparent}
button:hover{transform:translateY(-1px);box-shadow:0 1px 2px #0003,0 10px 26px #0004}
button:active{transform:none}
button:focus-visible{outline:3px solid var(--fill);outline-offset:3px;box-shadow:0 0 0 3px #fff,0 6px 20px #0003}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
span{
position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;
border:2px solid #fff;background:#b3261e;color:#fff;font:600 12px/18px system-ui,sans-serif;text-align:center}
span:empty{display:none}
iframe{
position:fixed;bottom:88px;z-index:2147483000;width:376px;height:min(680px,100vh - 96px - 12px);border:0;border-radius:14px;
background:var(--ground);box-shadow:0 0 0 1px #0000001a,0 2px 6px #0002,0 16px 48px #0004;color-scheme:var(--scheme);
transition:opacity .12s,transform .12s}
iframe[hidden]{display:block;visibility:hidden;opacity:0;transform:translateY(8px);pointer-events:none}
.left{left:20px}.right{right:20px}
@media(max-width:479px){
iframe{inset:0;width:100%;height:100%;height:100dvh;border-radius:0;box-shadow:none}
.open{display:none}
button{bottom:16px}.left{left:16px}.right{right:16px}
iframe.left,iframe.right{left:0;right:0}
}
@media(prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{:host{display:none!important}}
`;
