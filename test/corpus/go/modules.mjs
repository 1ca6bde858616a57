// The modules that are tested: pinned, so that a run that finds something can be repeated.

/**
 * `module`: `path@version` as the module proxy knows it, or `std` for Go's own library. `package`: the folder whose tests are run.
 * `run`: which of its tests, as `-test.run` takes it: those that need no network, no other server and no minutes.
 * @typedef {{ module: string, package: string, run?: string }} Program
 */
/** @type {Readonly<Record<string, Program>>} */
export const programs = {
  bbolt: { module: 'go.etcd.io/bbolt@v1.4.3', package: '.', run: 'TestBucket_|TestCursor_|TestTx_|TestDB_(Open|Update|View|Begin)' },
  sync: { module: 'golang.org/x/sync@v0.16.0', package: 'errgroup' },
  singleflight: { module: 'golang.org/x/sync@v0.16.0', package: 'singleflight' },
  cobra: { module: 'github.com/spf13/cobra@v1.10.1', package: '.' },
  testify: { module: 'github.com/stretchr/testify@v1.11.1', package: 'suite' },
  mock: { module: 'github.com/stretchr/testify@v1.11.1', package: 'mock' },
  zap: { module: 'go.uber.org/zap@v1.27.0', package: '.' },
  badger: {
    module: 'github.com/dgraph-io/badger/v4@v4.8.0',
    package: '.',
    run: 'TestTxn|TestGet|TestIterate|TestWrite|TestExistsMore|TestLoad',
  },
  echo: { module: 'github.com/labstack/echo/v4@v4.13.4', package: 'middleware' },
  goleveldb: {
    module: 'github.com/syndtr/goleveldb@v1.0.0',
    package: 'leveldb',
    run: 'TestDB_(Read|Put|Get|Iter|Recover|Snapshot|Sparse)',
  },
  prometheus: { module: 'github.com/prometheus/client_golang@v1.23.2', package: 'prometheus/promhttp' },
  nats: {
    module: 'github.com/nats-io/nats-server/v2@v2.11.9',
    package: 'server',
    run: 'TestAccount|TestClient|TestConfig|TestSublist|TestRoute',
  },
  grpc: { module: 'google.golang.org/grpc@v1.75.1', package: 'internal/transport' },
  pebble: {
    module: 'github.com/cockroachdb/pebble@v1.1.5',
    package: '.',
    run: 'TestBatch|TestBasic|TestCompaction|TestIterator|TestSnapshot|TestOpen',
  },
  http2: { module: 'golang.org/x/net@v0.44.0', package: 'http2' },
  redis: { module: 'github.com/redis/go-redis/v9@v9.14.0', package: 'internal/pool' },
  ants: { module: 'github.com/panjf2000/ants/v2@v2.11.3', package: '.' },
  git: { module: 'github.com/go-git/go-git/v5@v5.16.2', package: '.', run: 'Test' },
  puddle: { module: 'github.com/jackc/puddle/v2@v2.2.2', package: '.' },
  yamux: { module: 'github.com/hashicorp/yamux@v0.1.2', package: '.' },
  hugo: { module: 'github.com/gohugoio/hugo@v0.150.0', package: 'cache/filecache' },
  sql: { module: 'std', package: 'database/sql' },
  http: { module: 'std', package: 'net/http' },
};

/** How each of them is built. @type {Readonly<Record<string, readonly string[]>>} */
export const builds = { debug: ['-gcflags=all=-N -l'], optimized: [] };
