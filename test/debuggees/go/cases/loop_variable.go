//go:build go1.21

// The constraint above gives this file the loop variables that Go had before 1.22: one for all rounds.
package main

func init() { cases["loop_variable"] = loopVariable }

func loopVariable() {
	total := 0
	for i := 0; i < 2; i++ {
		own := i
		defer func() { use(i, own, total) }()
	}
	var name string
	for _, name = range []string{"a", "b"} {
		defer func() { use(name) }()
	}
	total++
	pass() // stop
}

/* want
Goroutine 1 · main.loopVariable
  loopVariable  :19
    1 func() { use(name) }()  :16  calls main.loopVariable.func2  [shares name with other calls deferred here: all of them will see the same value]
        name string = "b" (reference)
    2 func() { use(name) }()  :16  calls main.loopVariable.func2  [shares name with other calls deferred here: all of them will see the same value]
        name string = "b" (reference)
    3 func() { use(i, own, total) }()  :12  calls main.loopVariable.func1  [shares i, total with other calls deferred here: all of them will see the same value]
        i int = 2 (reference)
        total int = 1 (reference)
        own int = 1 (value)
    4 func() { use(i, own, total) }()  :12  calls main.loopVariable.func1  [shares i, total with other calls deferred here: all of them will see the same value]
        i int = 2 (reference)
        total int = 1 (reference)
        own int = 0 (value)
warning: The calls deferred at loop_variable.go:16 share the loop variable name: all of them will see its last value  :16
warning: The calls deferred at loop_variable.go:12 share the loop variable i: all of them will see its last value  :12
*/

/* want go1.22
Goroutine 1 · main.loopVariable
  loopVariable  :19
    1 func() { use(name) }()  :16  calls main.loopVariable.func2
    2 func() { use(name) }()  :16  calls main.loopVariable.func2
    3 func() { use(i, own, total) }()  :12  calls main.loopVariable.func1
    4 func() { use(i, own, total) }()  :12  calls main.loopVariable.func1
info: This program was built with go1.22.12, and only programs of Go 1.23 and later say what their deferred calls have captured. The pending calls, where they were deferred, and the order in which they run are complete.
*/
