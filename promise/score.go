package promise

import "math"

// MinOutcomes is how many promises with an outcome it takes before a rate of
// kept ones is shown: fewer say too little.
const MinOutcomes = 6

// Wilson is the 95% confidence interval of a rate of k in n by Wilson's score
// method (E. B. Wilson, Probable Inference, 1927), which stays within 0 and 1
// and holds for small n. Without any n it is 0 to 1.
func Wilson(k, n int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	const z = 1.959964 // two-sided 95% of the normal distribution
	size, rate := float64(n), float64(k)/float64(n)
	middle := rate + z*z/(2*size)
	spread := z * math.Sqrt(rate*(1-rate)/size+z*z/(4*size*size))
	scale := 1 + z*z/size
	return max(0, (middle-spread)/scale), min(1, (middle+spread)/scale)
}
