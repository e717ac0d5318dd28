import type { z } from 'zod';
import { newId } from '../ids.ts';
import type { RawAnswer } from './answer.ts';
import { readAnswer } from './answer.ts';
import { NoAnswer } from './problem.ts';
import type { Query } from './request.ts';
import { noticeSessionProblem, toQueryString } from './request.ts';

export interface Upload<T> {
  query: Query;
  file: Blob;
  type: string;
  answer: z.ZodType<T>;
  progress: (part: number) => void;
  signal?: AbortSignal | undefined;
}

/** XMLHttpRequest, because fetch cannot tell how much of a body has been sent. */
function sendFile<T>(url: string, what: Upload<T>): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', url);
    xhr.setRequestHeader('accept', 'application/json');
    xhr.setRequestHeader('content-type', what.type);
    xhr.setRequestHeader('idempotency-key', newId());
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable) what.progress(event.loaded / event.total);
    };
    xhr.onload = () => {
      resolve({ status: xhr.status, text: xhr.responseText });
    };
    xhr.onerror = () => {
      reject(new NoAnswer('no connection'));
    };
    xhr.onabort = () => {
      reject(new DOMException('stopped', 'AbortError'));
    };
    what.signal?.addEventListener('abort', () => {
      xhr.abort();
    });
    xhr.send(what.file);
  });
}

export async function upload<T>(path: string, what: Upload<T>): Promise<T> {
  const raw = await sendFile(`/api${path}${toQueryString(what.query)}`, what);
  try {
    return readAnswer(raw, what.answer);
  } catch (error) {
    noticeSessionProblem(error);
    throw error;
  }
}
