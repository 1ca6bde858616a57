package main

import "os"

func init() { cases["called_at_its_end"] = calledAtItsEnd }

// The call of a function literal stands in the literal's last line, but belongs to the function around it.
func calledAtItsEnd() {
	word := "outer"
	defer func() {
		func() {
			other := "inner"
			defer use(other)
			recover()
			pass() // stop literal
		}()
		use(word)
	}()
	func() {
		defer use("held")
		for word == "" {
			os.Exit(1)
		}
		pass() // stop
	}()
	if word == "" {
		os.Exit(2)
	}
	defer endsInLiteral()
}

func endsInLiteral() {
	func() {
		recover()
		pass() // stop named
	}()
}

/* want
Goroutine 1 · main.calledAtItsEnd.func2
  calledAtItsEnd.func2  :24
    1 use("held")  :20  calls main.use
        _ any(string) = "held" (literal)
  calledAtItsEnd  :25
    2 func() { … }()  :10  calls main.calledAtItsEnd.func1
        word string = "outer" (value)
info: os.Exit at called_at_its_end.go:27 would end the program without running the deferred calls of calledAtItsEnd  :27
*/

/* want named
Goroutine 1 · main.endsInLiteral.func1
  calledAtItsEnd  :30
    now endsInLiteral()  :29  calls main.endsInLiteral
    1 func() { … }()  :10  calls main.calledAtItsEnd.func1
        word string = "outer" (value)
*/

/* want literal
Goroutine 1 · main.calledAtItsEnd.func1.1
  calledAtItsEnd.func1.1  :15
    1 use("inner")  :13  calls main.use
        other any(string) = "inner" (value)
  calledAtItsEnd  :30
    now func() { … }()  :10  calls main.calledAtItsEnd.func1
        word string = "outer" (value)
*/
