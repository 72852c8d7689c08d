// Owns where the project's own folders are.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
export const EXAMPLES = join(ROOT, 'examples');

/** Everything that is installed on demand lives here; deleting the folder is always safe. */
export const CACHE = join(ROOT, '.cache');
