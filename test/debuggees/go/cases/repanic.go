package main

func init() { cases["repanic"] = repanic }

func repanic() {
	defer func() { recover() }()
	defer use("r0")
	defer func() {
		pass() // stop second
	}()
	defer func() {
		panic("replaced")
	}()
	defer func() {
		pass() // stop
	}()
	panic("original")
}

/* want
Goroutine 1 · main.repanic.func4 · panicking: "original"
  repanic  :17
    now func() { … }()  :14  calls main.repanic.func4
    1 func() { … }()  :11  calls main.repanic.func3
    2 func() { … }()  :8  calls main.repanic.func2
    3 use("r0")  :7  calls main.use
        _ any(string) = "r0" (literal)
    4 func() { recover() }()  :6  calls main.repanic.func1  [can recover]
*/

/* want second
Goroutine 1 · main.repanic.func2 · panicking: "replaced" · panicking: "original"
  repanic  :17
    now func() { … }()  :8  calls main.repanic.func2
    now func() { … }()  :11  calls main.repanic.func3
    1 use("r0")  :7  calls main.use
        _ any(string) = "r0" (literal)
    2 func() { recover() }()  :6  calls main.repanic.func1  [can recover]
*/
