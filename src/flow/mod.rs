//! One pass as a poem, and the watch loop. Nothing else knows every room.
