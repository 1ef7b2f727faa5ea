//! REPAIR: what a fix does to files. How the files would differ ([`diff`]), and how all of them come to be so, or none
//! ([`replace`]).

pub mod diff;
pub mod replace;
