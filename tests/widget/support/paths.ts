import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

// Tests run bundled in a temporary folder; the runner says where the checkout is.
export const repository = process.env.TANDEM_REPOSITORY ?? join(dirname(fileURLToPath(import.meta.url)), '../../..');
