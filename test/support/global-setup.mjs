export { startServer as default } from './embedded-server.mjs';
