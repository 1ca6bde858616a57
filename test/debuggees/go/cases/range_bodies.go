package main

import "iter"

func init() { cases["range_bodies"] = rangeBodies }

func upTo(count int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < count; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func bodyFirst()  { use("first") }
func bodySecond() { use("second") }
func bodyThird()  { use("third") }

// The runtime keeps of a call that a loop's body has deferred only where the loop begins: what other loops and other functions
// defer is not among what it can be, though the call of a function literal stands in the last line of that.
func rangeBodies() {
	for range upTo(1) {
		for i := 0; i < 1; i++ {
			defer func() {
				use("in the body", i)
			}()
		}
		for range upTo(1) {
			defer bodySecond()
			g := bodyThird
			func() {
				for range upTo(1) {
					defer g()
				}
				pass() // stop nested
			}()
		}
	}
	for range upTo(1) {
		f := bodyFirst
		defer f()
	}
	func() {
		for i := 0; i < 2; i++ {
			f := func() func() { return func() { use("made", i) } }
			defer f()()
		}
		pass() // stop
	}()
	bodyOf("generic")
}

func bodyOf[T any](value T) {
	for range upTo(1) {
		for range upTo(2) {
			defer func() {
				use(value)
			}()
		}
		f := bodyFirst
		defer f()
		defer bodyFirst()
	}
	defer func() {
		pass() // stop ending
	}()
	func() {
		for range []int{1} {
			defer bodySecond()
		}
		pass() // stop generic
	}()
}

/* want nested
Goroutine 1 · main.rangeBodies.func2
  rangeBodies.func2  :37
    1 g()  :35  calls main.bodyThird
  rangeBodies  :24
    2 bodySecond()  :31  calls main.bodySecond
    3 func() { … }()  :26  calls main.rangeBodies.func1
        i int = 0 (value)
*/

/* want
Goroutine 1 · main.rangeBodies.func3
  rangeBodies.func3  :50
    1 f()()  :48  calls main.rangeBodies.func3.1.1
        i int = 1 (value)
    2 f()()  :48  calls main.rangeBodies.func3.1.1
        i int = 0 (value)
  rangeBodies  :51
    3 f()  :43  calls main.bodyFirst
    4 bodySecond()  :31  calls main.bodySecond
    5 func() { … }()  :26  calls main.rangeBodies.func1
        i int = 0 (value)
*/

/* want generic
Goroutine 1 · main.bodyOf[string].func3
  bodyOf[string].func3  :73
    1 bodySecond()  :71  calls main.bodySecond
  bodyOf[string]  :74
    2 func() { … }()  :66  calls main.bodyOf[string].func2
    3 main.bodyFirst()  calls main.bodyFirst  [it is not known where it was deferred: several statements in its loop could have done it]
    4 main.bodyFirst()  calls main.bodyFirst  [it is not known where it was deferred: several statements in its loop could have done it]
    5 func() { … }()  :58  calls main.bodyOf[string].func1
        value string = "generic" (value)
    6 func() { … }()  :58  calls main.bodyOf[string].func1
        value string = "generic" (value)
  rangeBodies  :52
    7 f()  :43  calls main.bodyFirst
    8 bodySecond()  :31  calls main.bodySecond
    9 func() { … }()  :26  calls main.rangeBodies.func1
        i int = 0 (value)
*/

/* want ending
Goroutine 1 · main.bodyOf[string].func2
  bodyOf[string]  :75
    now func() { … }()  :66  calls main.bodyOf[string].func2
    1 main.bodyFirst()  calls main.bodyFirst  [it is not known where it was deferred: several statements in its loop could have done it]
    2 main.bodyFirst()  calls main.bodyFirst  [it is not known where it was deferred: several statements in its loop could have done it]
    3 func() { … }()  :58  calls main.bodyOf[string].func1
        value string = "generic" (value)
    4 func() { … }()  :58  calls main.bodyOf[string].func1
        value string = "generic" (value)
  rangeBodies  :52
    5 f()  :43  calls main.bodyFirst
    6 bodySecond()  :31  calls main.bodySecond
    7 func() { … }()  :26  calls main.rangeBodies.func1
        i int = 0 (value)
*/
