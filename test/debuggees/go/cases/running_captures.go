package main

func init() { cases["running_captures"] = runningCaptures }

func runningCaptures() {
	frozen, text := 7, "text"
	shared := 1
	pair := [2]int{1, 2}
	defer func(given int, rest ...string) {
		given++
		own := given
		local, shared := own, shared+1
		use(frozen, text, local, shared, rest)
		pass() // stop
	}(shared, text)
	defer func() {
		for shared := range 2 {
			use(shared)
		}
		shared++
		pair[0]++
		use(pair, frozen)
		pass() // stop first
	}()
	words, wide, sizes := make(chan string, 1), [2]string{"l", "r"}, map[float64]bool{}
	ratio := 2.5
	defer func() {
		words <- text
		sizes[ratio] = true
		use(wide, shared)
		pass() // stop inline
	}()
	shared = 41
}

/* want first
Goroutine 1 · main.runningCaptures.func2
  runningCaptures  :34
    now func() { … }()  :16  calls main.runningCaptures.func2
        frozen int = 7 (value)
        pair [2]int = [2,2] (reference)
        shared int = 42 (reference)
    1 func(given int, rest ...string) { … }(1, "text")  :9  calls main.runningCaptures.func1
        given int = 1 (value)
        rest string = "text" (value)
        shared int = 42 (reference)
        text string = "text" (value)
        frozen int = 7 (value)
*/

/* want
Goroutine 1 · main.runningCaptures.func1
  runningCaptures  :34
    now func(given int, rest ...string) { … }(1, "text")  :9  calls main.runningCaptures.func1
        given int = 1 (value)
        rest string = "text" (value)
        text string = "text" (value)
        frozen int = 7 (value)
        shared int = 42 (unknown)
*/

/* want inline
Goroutine 1 · main.runningCaptures.func3
  runningCaptures  :34
    now func() { … }()  :27  calls main.runningCaptures.func3
        sizes map[float64]bool = [2.5: true] (value)
        words chan string = 1/1 (value)
        ratio float64 = 2.5 (value)
        shared int = 41 (reference)
        text string = "text" (value)
        wide [2]string = ["l","r"] (value)
    1 func() { … }()  :16  calls main.runningCaptures.func2
        pair [2]int = [1,2] (reference)
        shared int = 41 (reference)
        frozen int = 7 (value)
    2 func(given int, rest ...string) { … }(1, "text")  :9  calls main.runningCaptures.func1
        given int = 1 (value)
        rest string = "text" (value)
        shared int = 41 (reference)
        text string = "text" (value)
        frozen int = 7 (value)
*/
