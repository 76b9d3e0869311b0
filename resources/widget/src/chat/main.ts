import { App } from './app.ts';
import { browser, Connection } from './connection.ts';
import { readFragment } from './page.ts';

const { look, origin } = readFragment(location.hash);
const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
const connection = new Connection(browser(`${scheme}//${location.host}/ws/customer`));
new App(connection, look, origin);
