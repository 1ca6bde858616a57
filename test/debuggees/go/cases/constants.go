package main

import (
	"os"
	"time"
)

func init() { cases["constants"] = constants }

const limit = 10

type level int

const debug level = 2

func three(a, b, c int)                                  {}
func mixed(l level, d time.Duration, f os.FileMode, n int) {}

func constants() {
	const local = 5
	n := 7
	defer three(limit, n, local)
	defer three(n, limit, local+n)
	defer three(limit*2, local, n)
	defer mixed(debug, time.Second, os.ModePerm, n)
	defer use(limit, debug, n, local)
	n = 0
	pass() // stop
}

/* want
Goroutine 1 · main.constants
  constants  :28
    1 use(10, debug, 7, 5)  :26  calls main.use
        limit any(int) = 10 (value)
        debug any(main.level) = debug (2) (value)
        n any(int) = 7 (value)
        local any(int) = 5 (value)
    2 mixed(debug, time.Second, os.ModePerm, 7)  :25  calls main.mixed
        debug  = debug (literal)
        time.Second  = time.Second (literal)
        os.ModePerm  = os.ModePerm (literal)
        n int = 7 (value)
    3 three(limit*2, local, 7)  :24  calls main.three
        limit*2  = limit*2 (literal)
        local  = local (literal)
        n int = 7 (value)
    4 three(7, limit, 12)  :23  calls main.three
        n int = 7 (value)
        limit  = limit (literal)
        local+n int = 12 (value)
    5 three(limit, 7, local)  :22  calls main.three
        limit  = limit (literal)
        n int = 7 (value)
        local  = local (literal)
*/
