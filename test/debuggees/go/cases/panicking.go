package main

func init() { cases["panicking"] = panicking }

func panicking() {
	defer use("p1")
	defer func() {
		reason := recover()
		pass() // stop recovered
		use(reason)
	}()
	defer func() {
		pass() // stop
	}()
	panic("boom")
}

/* want
Goroutine 1 · main.panicking.func2 · panicking: "boom"
  panicking  :15
    now func() { … }()  :12  calls main.panicking.func2
    1 func() { … }()  :7  calls main.panicking.func1  [can recover]
    2 use("p1")  :6  calls main.use
        _ any(string) = "p1" (literal)
*/

/* want recovered
Goroutine 1 · main.panicking.func1 · recovered: "boom"
  panicking  :15
    now func() { … }()  :7  calls main.panicking.func1  [can recover]
    1 use("p1")  :6  calls main.use
        _ any(string) = "p1" (literal)
*/
