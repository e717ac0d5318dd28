export { stopServer as default } from './embedded-server.mjs';
