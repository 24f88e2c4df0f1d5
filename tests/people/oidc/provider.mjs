// A real OpenID Connect provider for tests. Listens on a free port of the loopback only and prints its address.
// Whoever logs in there is who they say: the name becomes the subject. PKCE is asked of every client.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [back, ...more] = process.argv.slice(2);
const server = createServer();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'sampai',
    client_secret: 'rahasia-untuk-uji',
    redirect_uris: [back, ...more],
    grant_types: ['authorization_code'],
    response_types: ['code'],
  }],
  pkce: { required: () => true },
  cookies: { keys: ['only for tests'] },
});
server.on('request', provider.callback());
console.log(issuer);
