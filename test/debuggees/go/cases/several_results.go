package main

func init() { cases["several_results"] = severalResults }

func pair() (int, string) { return 4, "four" }

func take(n int, s string) {}

func severalResults() {
	defer take(pair())
	defer use(pair())
	defer three(len("abc"), cap([]int{1}), int(2.0))
	pass() // stop
}

/* want
Goroutine 1 · main.severalResults
  severalResults  :13
    1 three(len("abc"), 1, int(2.0))  :12  calls main.three
        len("abc")  = len("abc") (literal)
        cap([]int{1}) int = 1 (value)
        int(2.0)  = int(2.0) (literal)
    2 use(pair())  :11  calls main.use
        pair()  = 4, "four" (value)
    3 take(pair())  :10  calls main.take
        pair()  = 4, "four" (value)
*/
