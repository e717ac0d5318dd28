import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

const backend = process.env.BACKEND_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
    }),
    tailwindcss(),
    sveltekit({
      adapter: adapter({
        pages: '../dist/frontend',
        assets: '../dist/frontend',
        fallback: 'app.html',
        precompress: true,
      }),
      compilerOptions: { runes: true },
    }),
  ],
  server: {
    proxy: { '/api': backend, '/socket.io': { target: backend, ws: true } },
  },
});
