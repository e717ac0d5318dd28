import type { HandleClientError } from '@sveltejs/kit/hooks';
import { z } from 'zod';
import { errorText } from '#lib/i18n/errors.ts';
import { declareLanguage } from '#lib/i18n/language.ts';

// Without this zod probes `new Function`, which a strict content security policy reports as an error. It has to be
// set before any schema is built, and this module is loaded before every page.
z.config({ jitless: true });

// Before the first word: until a page is there the document holds none.
declareLanguage(document.documentElement);

/** The error page shows words from the catalogue, whatever was thrown. */
export const handleError: HandleClientError = ({ error }) => ({ message: errorText(error) });
