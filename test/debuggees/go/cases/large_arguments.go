package main

func init() { cases["large_arguments"] = largeArguments }

type large struct {
	Name    string
	Numbers [20]int
}

func big(numbers [20]int, names []string) {}
func (l large) show(n int)                {}

func largeArguments() {
	var numbers [20]int
	numbers[0] = 77
	defer big(numbers, []string{"a", "b"})
	numbers[0] = 78
	l := large{Name: "before"}
	defer l.show(1)
	l.Name = "after"
	defer func() { use(numbers) }()
	pass() // stop
	use(l)
}

/* want
Goroutine 1 · main.largeArguments
  largeArguments  :22
    1 func() { use(numbers) }()  :21  calls main.largeArguments.func1
        numbers [20]int = [78,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0] (reference)
    2 l.show(1)  :19  calls main.large.show
        l main.large = {Name: "before", Numbers: [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]} (value)
        _  = 1 (literal)
    3 big(numbers, []string{"a", "b"})  :16  calls main.big
        numbers [20]int = [77,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0] (value)
        _  = []string{"a", "b"} (literal)
*/
