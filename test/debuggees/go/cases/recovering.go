package main

func init() { cases["recovering"] = func() { recovering(new(guard)) } }

type guard struct{ name string }

func (g *guard) protect(what string) {
	if reason := recover(); reason != nil {
		use(what, reason)
	}
}

func (g *guard) ignore() { use(g) }

func rescue() {
	reason := recover()
	pass() // stop inside
	use(reason)
}

// A call of a function that calls recover recovers nothing.
func delegate() { rescueFor(1) }

func rescueFor(int) any { return recover() }

func pretend() {
	recover := func() any { return nil }
	recover()
}

func inLiteral() {
	use(func() { recover() })
}

func recovering(g *guard) {
	defer use("last")
	handler := func() { use(recover()) }
	defer handler()
	stop := rescue
	defer stop()
	defer inLiteral()
	defer pretend()
	defer delegate()
	defer g.ignore()
	defer g.protect("this")
	withName := rescueFor
	defer withName(2)
	pass() // stop
	defer rescue()
	panic("boom")
}

/* want
Goroutine 1 · main.recovering
  recovering  :48
    1 withName(2)  :47  calls main.rescueFor  [can recover]
        _  = 2 (literal)
    2 g.protect("this")  :45  calls main.(*guard).protect  [can recover]
        g *main.guard = &{name: ""} (value)
        _  = "this" (literal)
    3 g.ignore()  :44  calls main.(*guard).ignore
        g *main.guard = &{name: ""} (value)
    4 delegate()  :43  calls main.delegate
    5 pretend()  :42  calls main.pretend
    6 inLiteral()  :41  calls main.inLiteral
    7 stop()  :40  calls main.rescue  [can recover]
    8 handler()  :38  calls main.recovering.func1  [can recover]
    9 use("last")  :36  calls main.use
        _ any(string) = "last" (literal)
*/

/* want inside
Goroutine 1 · main.rescue · recovered: "boom"
  recovering  :50
    now main.rescue()  calls main.rescue  [can recover]
    1 withName(2)  :47  calls main.rescueFor  [can recover]
        _  = 2 (literal)
    2 g.protect("this")  :45  calls main.(*guard).protect  [can recover]
        g *main.guard = &{name: ""} (value)
        _  = "this" (literal)
    3 g.ignore()  :44  calls main.(*guard).ignore
        g *main.guard = &{name: ""} (value)
    4 delegate()  :43  calls main.delegate
    5 pretend()  :42  calls main.pretend
    6 inLiteral()  :41  calls main.inLiteral
    7 stop()  :40  calls main.rescue  [can recover]
    8 handler()  :38  calls main.recovering.func1  [can recover]
    9 use("last")  :36  calls main.use
        _ any(string) = "last" (literal)
*/
