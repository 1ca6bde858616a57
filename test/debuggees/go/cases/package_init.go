package main

func init() { cases["package_init"] = func() { packageFunction() } }

// A function literal of a package variable.
var packageFunction = func() {
	defer use("package variable")
	func() {
		defer use("inner literal")
		pass() // stop
	}()
}

/* want
Goroutine 1 · main.init.func1.1
  init.func1.1  :10
    1 use("inner literal")  :9  calls main.use
        _ any(string) = "inner literal" (literal)
  init.func1  :11
    2 use("package variable")  :7  calls main.use
        _ any(string) = "package variable" (literal)
*/

/* want go1.21
Goroutine 1 · main.glob..func1.1
  glob..func1.1  :10
    1 use("inner literal")  :9  calls main.use
        _  = "inner literal" (literal)
  glob..func1  :11
    2 use("package variable")  :7  calls main.use
        _  = "package variable" (literal)
info: This program was built with go1.21.13, and only programs of Go 1.23 and later say what their deferred calls have captured. The pending calls, where they were deferred, and the order in which they run are complete.
*/
