package vocabulary

// Mark stands for an environment's own word in what Neutral returns. It is one private-use rune, so that no real value
// contains it.
const Mark = "\ue000"
