/** Zod makes code of its schemas where it may; the page's policy forbids it, and each attempt would be reported. */
import * as z from 'zod';

z.config({ jitless: true });
