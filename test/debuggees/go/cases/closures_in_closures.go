package main

func init() { cases["closures_in_closures"] = closuresInClosures }

func closuresInClosures() {
	x, y := 1, 2
	make := func(n int) func() {
		return func() { use(n, x) }
	}
	defer make(10)()
	defer make(20)()
	defer func() {
		func() { use(y) }()
	}()
	defer func(done func(int)) { done(x) }(func(n int) { use(n, y) })
	y = 3
	pass() // stop
}

/* want
Goroutine 1 · main.closuresInClosures
  closuresInClosures  :17
    1 func(done func(int)) { … }(func(n int) { use(n, y) })  :15  calls main.closuresInClosures.func3
        done func(int) = main.closuresInClosures.func4 (value)
        x int = 1 (value)
    2 func() { … }()  :12  calls main.closuresInClosures.func2
        y int = 3 (reference)
    3 make(20)()  :11  calls main.closuresInClosures.func1.1
        n int = 20 (value)
        x int = 1 (value)
    4 make(10)()  :10  calls main.closuresInClosures.func1.1
        n int = 10 (value)
        x int = 1 (value)
*/
