import { z } from 'zod';

// Without this zod probes `new Function`, which a strict content security policy reports as an error. It has to be
// set before any schema is built, and this module is loaded before every page.
z.config({ jitless: true });
