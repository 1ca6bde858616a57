package main

import "os"

func init() { cases["exit_ahead"] = exitAhead }

func exitAhead() {
	defer a()
	pass() // stop
	os.Exit(0)
}

/* want
Goroutine 1 · main.exitAhead
  exitAhead  :9
    1 a()  :8  calls main.a
*/
