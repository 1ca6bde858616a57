package main

import (
	"io"
	"log"
	"os"
)

func init() { cases["exit_ahead"] = exitAhead }

func exitAhead() {
	defer a()
	pass() // stop
	exitsInside(log.New(io.Discard, "", 0), nil)
	os.Exit(0)
}

type notLogger struct{}

func (notLogger) Fatal(...any) {}

func exitsInside(logger *log.Logger, err error) {
	defer b()
	var test notLogger
	if err != nil {
		logger.Fatal(err)
	}
	pass() // stop inside
	test.Fatal("only called so")
	for range 2 {
		if err != nil {
			logger.Fatalf("no: %v", err)
		}
	}
	exitsNowhere()
}

func exitsNowhere() {
	defer c()
	defer func() {
		pass() // stop deferred
	}()
}

/* want
Goroutine 1 · main.exitAhead
  exitAhead  :13
    1 a()  :12  calls main.a
info: os.Exit at exit_ahead.go:15 would end the program without running the deferred calls of exitAhead  :15
*/

/* want inside
Goroutine 1 · main.exitsInside
  exitsInside  :28
    1 b()  :23  calls main.b
  exitAhead  :14
    2 a()  :12  calls main.a
info: logger.Fatalf at exit_ahead.go:32 would end the program without running the deferred calls of exitsInside  :32
info: os.Exit at exit_ahead.go:15 would end the program without running the deferred calls of exitAhead  :15
*/

/* want deferred
Goroutine 1 · main.exitsNowhere.func1
  exitsNowhere  :43
    now func() { … }()  :40  calls main.exitsNowhere.func1
    1 c()  :39  calls main.c
  exitsInside  :35
    2 b()  :23  calls main.b
  exitAhead  :14
    3 a()  :12  calls main.a
info: os.Exit at exit_ahead.go:15 would end the program without running the deferred calls of exitAhead  :15
*/
