package main

import (
	"context"
	"crypto/tls"
	"errors"
	"math"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func init() { cases["speaking_values"] = speakingValues }

type tally struct {
	mu   sync.Mutex
	seen atomic.Int64
	any  any
}

type wrapping struct{ context.Context }

func unlock(mu *sync.Mutex, more ...*sync.RWMutex) {}
func hold(conn net.Conn, ctx context.Context)      {}
func weigh(a float64, b float32, c complex128)     {}

// Values whose fields say nothing to a person.
func speakingValues() {
	var mu, free sync.Mutex
	mu.Lock()
	var written, read, never, waited sync.RWMutex
	written.Lock()
	read.RLock()
	read.RLock()
	waited.RLock()
	go waited.Lock()
	for waited.TryRLock() {
		waited.RUnlock()
		runtime.Gosched()
	}
	g := &tally{any: map[string]any{"k": []any{1}}}
	g.mu.Lock()
	g.seen.Store(5)
	var group sync.WaitGroup
	group.Add(2)
	var once, other sync.Once
	once.Do(pass)
	var flag atomic.Bool
	flag.Store(true)

	folder := filepath.Join(os.TempDir(), "deferscope-speaking-values")
	os.RemoveAll(folder)
	os.Mkdir(folder, 0o700)
	os.Chdir(folder)
	file, _ := os.Create("notes.txt")
	closed, _ := os.Create("old.txt")
	closed.Close()
	var none *os.File
	listener, _ := net.Listen("unix", "s")
	conn, _ := net.Dial("unix", "s")
	gone, _ := net.Dial("unix", "s")
	gone.Close()
	secure := tls.Client(conn, &tls.Config{ServerName: "x"})

	deadline := time.Date(2100, 1, 2, 3, 4, 5, 0, time.UTC)
	top := context.Background()
	cancelable, cancel := context.WithCancel(top)
	timed, cancelTimed := context.WithDeadline(cancelable, deadline)
	valued := context.WithValue(timed, "key", 7)
	caused, cancelCaused := context.WithCancelCause(valued)
	cancelCaused(errors.New("server closed"))
	late, cancelLate := context.WithDeadline(top, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	lasting := context.WithoutCancel(late)
	unknown := wrapping{timed}

	zero := math.Copysign(0, -1)
	list := []any{1, "two", nil, g.any, []int{3}, &couple{4, "five"}, error(os.ErrExist), zero}
	at := time.Date(2020, 1, 2, 3, 4, 5, 6, time.UTC)

	defer unlock(&mu, &written, &read, &never, &waited)
	defer mu.Unlock()
	defer read.RUnlock()
	defer use(&mu, &free, g)
	defer g.mu.Unlock()
	defer use(&group, &once, &other, &flag)
	defer file.Close()
	defer use(file, closed, none)
	defer use(listener, gone)
	defer hold(secure, top)
	defer hold(conn, context.TODO())
	defer hold(conn, cancelable)
	defer hold(conn, timed)
	defer hold(conn, valued)
	defer hold(conn, caused)
	defer hold(conn, late)
	defer hold(conn, lasting)
	defer hold(nil, unknown)
	defer weigh(zero, float32(zero), complex(1, zero))
	defer use(list, at, zero)
	defer func() { use(&mu, file, caused, zero, at, list) }()
	_, _, _ = cancel, cancelTimed, cancelLate
	pass() // stop
}

type couple struct {
	A int
	B any
}

/* want
Goroutine 1 · main.speakingValues
  speakingValues  :106
    1 func() { use(&mu, file, caused, zero, at, list) }()  :104  calls main.speakingValues.func1
        at time.Time = 2020-01-02T03:04:05Z (value)
        mu sync.Mutex = locked (reference)
        caused context.Context(*context.cancelCtx) = canceled: server closed, deadline 2100-01-02T03:04:05Z (reference)
        file *os.File = "notes.txt" (reference)
        list []any = [1,"two",nil,["k": [1]],[3],&{A: 4, B: "five"},&{s: "file already exists"},-0] (value)
        zero float64 = -0 (value)
    2 use(list, at, -0)  :103  calls main.use
        list any([]any) = [1,"two",nil,["k": [1]],[3],&{A: 4, B: "five"},&{s: "file already exists"},-0] (value)
        at any(time.Time) = 2020-01-02T03:04:05Z (value)
        zero any(float64) = -0 (value)
    3 weigh(-0, -0, complex(1, zero))  :102  calls main.weigh
        zero float64 = -0 (value)
        float32(zero) float32 = -0 (value)
        complex(1, zero) complex128 = (1 + -0i) (value)
    4 hold(nil, unknown)  :101  calls main.hold
        _  = nil (literal)
        unknown context.Context(main.wrapping) = {Context: …} (value)
    5 hold(conn, lasting)  :100  calls main.hold
        conn net.Conn(*net.UnixConn) = s (reference)
        lasting context.Context(context.withoutCancelCtx) = never canceled (value)
    6 hold(conn, late)  :99  calls main.hold
        conn net.Conn(*net.UnixConn) = s (reference)
        late context.Context(*context.timerCtx) = deadline exceeded, deadline 2020-01-01T00:00:00Z (reference)
    7 hold(conn, caused)  :98  calls main.hold
        conn net.Conn(*net.UnixConn) = s (reference)
        caused context.Context(*context.cancelCtx) = canceled: server closed, deadline 2100-01-02T03:04:05Z (reference)
    8 hold(conn, valued)  :97  calls main.hold
        conn net.Conn(*net.UnixConn) = s (reference)
        valued context.Context(*context.valueCtx) = not canceled, deadline 2100-01-02T03:04:05Z (reference)
    9 hold(conn, timed)  :96  calls main.hold
        conn net.Conn(*net.UnixConn) = s (reference)
        timed context.Context(*context.timerCtx) = not canceled, deadline 2100-01-02T03:04:05Z (reference)
    10 hold(conn, cancelable)  :95  calls main.hold
        conn net.Conn(*net.UnixConn) = s (reference)
        cancelable context.Context(*context.cancelCtx) = not canceled (reference)
    11 hold(conn, context.TODO())  :94  calls main.hold
        conn net.Conn(*net.UnixConn) = s (reference)
        context.TODO() context.Context(context.todoCtx) = context.TODO (value)
    12 hold(secure, top)  :93  calls main.hold
        secure net.Conn(*tls.Conn) = TLS, s (reference)
        top context.Context(context.backgroundCtx) = context.Background (value)
    13 use(listener, gone)  :92  calls main.use
        listener any(*net.UnixListener) = listens at s (reference)
        gone any(*net.UnixConn) = s, closed (reference)
    14 use(file, closed, nil)  :91  calls main.use
        file any(*os.File) = "notes.txt" (reference)
        closed any(*os.File) = "old.txt", closed (reference)
        none any(*os.File) = nil (value)
    15 file.Close()  :90  calls os.(*File).Close
        file *os.File = "notes.txt" (reference)
    16 use(&group, &once, &other, &flag)  :89  calls main.use
        &group any(*sync.WaitGroup) = 2 not done (reference)
        &once any(*sync.Once) = done (reference)
        &other any(*sync.Once) = not done (reference)
        &flag any(*atomic.Bool) = true (reference)
    17 g.mu.Unlock()  :88  calls sync.(*Mutex).Unlock
        g.mu *sync.Mutex = locked (reference)
    18 use(&mu, &free, g)  :87  calls main.use
        &mu any(*sync.Mutex) = locked (reference)
        &free any(*sync.Mutex) = unlocked (reference)
        g any(*main.tally) = &{mu: locked, seen: 5, any: ["k": [1]]} (value)
    19 read.RUnlock()  :86  calls sync.(*RWMutex).RUnlock
        read *sync.RWMutex = locked by 2 readers (reference)
    20 mu.Unlock()  :85  calls sync.(*Mutex).Unlock
        mu *sync.Mutex = locked (reference)
    21 unlock(&mu, &written, &read, &never, &waited)  :84  calls main.unlock
        &mu *sync.Mutex = locked (reference)
        &written *sync.RWMutex = locked (reference)
        &read *sync.RWMutex = locked by 2 readers (reference)
        &never *sync.RWMutex = unlocked (reference)
        &waited *sync.RWMutex = locked by one reader, a writer waits (reference)
*/
