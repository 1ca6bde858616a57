package main

import "iter"

func init() { cases["pull"] = pull }

func lines(count int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer use("iterator", count)
		for i := range count {
			if i == 1 {
				pass() // stop inside
			}
			if !yield(i) {
				return
			}
		}
	}
}

// iter.Pull runs the iterator as a coroutine: a goroutine of its own that waits for the next pull.
func pull() {
	next, stop := iter.Pull(lines(3))
	defer stop()
	next()
	next()
	pass() // stop
}

/* want inside
Goroutine N · main.lines.func1
  lines.func1  :12
    1 use("iterator", 3)  :9  calls main.use
        _ any(string) = "iterator" (literal)
        count any(int) = 3 (value)
  Pull[int].func1  iter.go
    2 func() { … }()  iter.go  calls iter.Pull[int].func1.2  [can recover]
        pull struct { v int; ok bool; done bool; yieldNext bool; seqDone bool; racer int; panicValue any } = {v: 0, ok: true, done: false, yieldNext: true, seqDone: false, racer: 0, panicValue: nil} (reference)
Goroutine 1 · main.main · blocked: coroutine
  pull  :26
    1 stop()  :24  calls iter.Pull[int].func3
        pull struct { v int; ok bool; done bool; yieldNext bool; seqDone bool; racer int; panicValue any } = {v: 0, ok: true, done: false, yieldNext: true, seqDone: false, racer: 0, panicValue: nil} (reference)
        c *iter.coro = &{} (value)
*/

/* want
Goroutine 1 · main.pull
  pull  :27
    1 stop()  :24  calls iter.Pull[int].func3
        pull struct { v int; ok bool; done bool; yieldNext bool; seqDone bool; racer int; panicValue any } = {v: 1, ok: true, done: false, yieldNext: false, seqDone: false, racer: 0, panicValue: nil} (reference)
        c *iter.coro = &{} (value)
Goroutine N · iter.Pull[int].func1 · blocked: coroutine
  lines.func1  :14
    1 use("iterator", 3)  :9  calls main.use
        _ any(string) = "iterator" (literal)
        count any(int) = 3 (value)
  Pull[int].func1  iter.go
    2 func() { … }()  iter.go  calls iter.Pull[int].func1.2  [can recover]
        pull struct { v int; ok bool; done bool; yieldNext bool; seqDone bool; racer int; panicValue any } = {v: 1, ok: true, done: false, yieldNext: false, seqDone: false, racer: 0, panicValue: nil} (reference)
*/

/* want inside go1.24
Goroutine N · main.lines.func1
  lines.func1  :12
    1 use("iterator", 3)  :9  calls main.use
        _ any(string) = "iterator" (literal)
        count any(int) = 3 (value)
  Pull[int].func1  iter.go
    2 func() { … }()  iter.go  calls iter.Pull[int].func1.2  [can recover]
        done bool = false (reference)
        panicValue any = nil (reference)
        racer int = 0 (reference)
        seqDone bool = false (reference)
Goroutine 1 · main.main · blocked: coroutine
  pull  :26
    1 stop()  :24  calls iter.Pull[int].func3
        done bool = false (reference)
        panicValue any = nil (reference)
        racer int = 0 (reference)
        c *iter.coro = &{} (value)
*/

/* want go1.24
Goroutine 1 · main.pull
  pull  :27
    1 stop()  :24  calls iter.Pull[int].func3
        done bool = false (reference)
        panicValue any = nil (reference)
        racer int = 0 (reference)
        c *iter.coro = &{} (value)
Goroutine N · iter.Pull[int].func1 · blocked: coroutine
  lines.func1  :14
    1 use("iterator", 3)  :9  calls main.use
        _ any(string) = "iterator" (literal)
        count any(int) = 3 (value)
  Pull[int].func1  iter.go
    2 func() { … }()  iter.go  calls iter.Pull[int].func1.2  [can recover]
        done bool = false (reference)
        panicValue any = nil (reference)
        racer int = 0 (reference)
        seqDone bool = false (reference)
*/
