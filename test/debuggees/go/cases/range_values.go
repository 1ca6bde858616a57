package main

func init() { cases["range_values"] = rangeValues }

type closer func(name string)

// The runtime does not keep where a call was deferred in a range-over-func body: `done` could return `a`, and that be a variable.
func rangeValues() {
	done := func(n int) func() { return func() { use(n) } }
	for x := range numbers() {
		defer done(x)()
		defer func() {
			use(x)
		}()
		if x == 2 {
			defer a()
			break
		}
	}
	for range numbers() {
		for y := range numbers() {
			defer func() { use("inner", y) }()
			break
		}
		break
	}
	defer func() {
		pass() // stop converted
	}()
	pass() // stop
}

/* want
Goroutine 1 · main.rangeValues
  rangeValues  :30
    1 func() { … }()  :27  calls main.rangeValues.func4
    2 func() { use("inner", y) }()  :22  calls main.rangeValues.func3
        y int = 1 (value)
    3 main.a()  calls main.a  [it is not known where it was deferred: several statements in its loop could have done it]
    4 func() { … }()  :12  calls main.rangeValues.func2
        x int = 2 (value)
    5 main.rangeValues.func1.1(2)  calls main.rangeValues.func1.1  [it is not known where it was deferred: several statements in its loop could have done it]
        n int = 2 (value)
    6 func() { … }()  :12  calls main.rangeValues.func2
        x int = 1 (value)
    7 main.rangeValues.func1.1(1)  calls main.rangeValues.func1.1  [it is not known where it was deferred: several statements in its loop could have done it]
        n int = 1 (value)
*/

/* want converted
Goroutine 1 · main.rangeValues.func4
  rangeValues  :31
    now func() { … }()  :27  calls main.rangeValues.func4
    1 func() { use("inner", y) }()  :22  calls main.rangeValues.func3
        y int = 1 (value)
    2 main.a()  calls main.a  [it is not known where it was deferred: several statements in its loop could have done it]
    3 func() { … }()  :12  calls main.rangeValues.func2
        x int = 2 (value)
    4 main.rangeValues.func1.1(2)  calls main.rangeValues.func1.1  [it is not known where it was deferred: several statements in its loop could have done it]
        n int = 2 (value)
    5 func() { … }()  :12  calls main.rangeValues.func2
        x int = 1 (value)
    6 main.rangeValues.func1.1(1)  calls main.rangeValues.func1.1  [it is not known where it was deferred: several statements in its loop could have done it]
        n int = 1 (value)
*/
