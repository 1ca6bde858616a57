package main

func init() { cases["captured_forms"] = capturedForms }

type hollow struct{}

// Closures whose variables lie between two words, begin alike, have no size, or are pointers behind those that have none.
func capturedForms() {
	first, second := [3]int8{1, 2, 3}, [3]int8{4, 5, 6}
	left, right := [2]string{"same", "l"}, [2]string{"same", "l"}
	var none hollow
	ratio := 1.5
	whole := spots{{1, 2}, {3, 4}}
	seen, halves := map[hollow]string{}, map[[3]int8]int{}
	number, box := 7, struct{ at *int }{new(int)}
	pointer := &number
	defer func() { use(first, second); halves[first]++; halves[second]++ }()
	defer func() { seen[none] += "a"; ratio = 2.5; use(ratio) }()
	called := func() { use(left, right); use(left == right) }
	defer called()
	defer func() { seen[none] = "b"; use(whole, none) }()
	defer func() { use(pointer, box, box.at) }()
	inGenericCode(hollow{}, whole)
	inGenericCode(pass, 2i)
	pass() // stop
}

type spots [2]spot

func inGenericCode[T any, N any](none T, number N) {
	all := make(chan T, 4)
	defer func() { all <- none; use(number) }()
	pass() // stop generic
}

/* want generic
Goroutine 1 · main.inGenericCode[struct {},[2]main.spot]
  inGenericCode[struct {},[2]main.spot]  :33
    1 func() { all <- none; use(number) }()  :32  calls main.inGenericCode[struct {},[2]main.spot].func1
        none struct {} = {} (value)
        number [2]main.spot = [{x: 1, y: 2},{x: 3, y: 4}] (value)
        all chan struct {} = 0/4 (value)
  capturedForms  :23
    2 func() { use(pointer, box, box.at) }()  :22  calls main.capturedForms.func5
        box struct { at *int } = {at: &0} (value)
        pointer *int = &7 (value)
    3 func() { seen[none] = "b"; use(whole, none) }()  :21  calls main.capturedForms.func4
        none main.hollow = {} (value)
        whole main.spots = [{x: 1, y: 2},{x: 3, y: 4}] (value)
        seen map[main.hollow]string = [] (value)
    4 called()  :20  calls main.capturedForms.func3
        left [2]string = ["same","l"] (value)
        right [2]string = ["same","l"] (value)
    5 func() { seen[none] += "a"; ratio = 2.5; use(ratio) }()  :18  calls main.capturedForms.func2
        none main.hollow = {} (value)
        ratio float64 = 1.5 (reference)
        seen map[main.hollow]string = [] (value)
    6 func() { … }()  :17  calls main.capturedForms.func1
        first [3]int8 = [1,2,3] (value)
        second [3]int8 = [4,5,6] (value)
        halves map[[3]int8]int = [] (value)
*/

/* want
Goroutine 1 · main.capturedForms
  capturedForms  :25
    1 func() { use(pointer, box, box.at) }()  :22  calls main.capturedForms.func5
        box struct { at *int } = {at: &0} (value)
        pointer *int = &7 (value)
    2 func() { seen[none] = "b"; use(whole, none) }()  :21  calls main.capturedForms.func4
        none main.hollow = {} (value)
        whole main.spots = [{x: 1, y: 2},{x: 3, y: 4}] (value)
        seen map[main.hollow]string = [] (value)
    3 called()  :20  calls main.capturedForms.func3
        left [2]string = ["same","l"] (value)
        right [2]string = ["same","l"] (value)
    4 func() { seen[none] += "a"; ratio = 2.5; use(ratio) }()  :18  calls main.capturedForms.func2
        none main.hollow = {} (value)
        ratio float64 = 1.5 (reference)
        seen map[main.hollow]string = [] (value)
    5 func() { … }()  :17  calls main.capturedForms.func1
        first [3]int8 = [1,2,3] (value)
        second [3]int8 = [4,5,6] (value)
        halves map[[3]int8]int = [] (value)
*/
