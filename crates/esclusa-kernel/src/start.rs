//! What a program was started with.

use core::ffi::{CStr, c_char};

/// The words and the environment of a program, as the kernel put them on its stack: they stay there as long as it runs.
#[derive(Clone, Copy)]
pub struct Arguments {
    words: *const *const c_char,
    environment: *const *const c_char,
}

impl Arguments {
    /// From the stack as it is when a program begins: how many words, the words, a null, the environment, a null.
    ///
    /// # Safety
    ///
    /// `stack` must be the place of the stack's top at which the kernel started this program.
    #[must_use]
    pub unsafe fn of_stack(stack: *const usize) -> Self {
        // SAFETY: the caller gives the top of the stack; first stands how many words there are.
        let count = unsafe { *stack };
        let words = stack.wrapping_add(1).cast();
        Self { words, environment: stack.wrapping_add(count + 2).cast() }
    }

    /// A program without words and environment.
    #[must_use]
    pub const fn none() -> Self {
        struct End([*const c_char; 1]);
        // SAFETY: it is one null, which nobody writes to.
        unsafe impl Sync for End {}
        static END: End = End([core::ptr::null()]);
        Self { words: END.0.as_ptr(), environment: END.0.as_ptr() }
    }

    /// The words, the program's name first.
    pub fn words(self) -> impl Iterator<Item = &'static CStr> {
        Texts(self.words)
    }

    /// The environment, `NAME=VALUE`.
    pub fn environment(self) -> impl Iterator<Item = &'static CStr> {
        Texts(self.environment)
    }
}

struct Texts(*const *const c_char);

impl Iterator for Texts {
    type Item = &'static CStr;

    fn next(&mut self) -> Option<Self::Item> {
        // SAFETY: the list ends in a null, at which this stops.
        let text = unsafe { *self.0 };
        if text.is_null() {
            return None;
        }
        self.0 = self.0.wrapping_add(1);
        // SAFETY: the kernel ends every text in zero, and it stays as long as the program.
        Some(unsafe { CStr::from_ptr(text) })
    }
}
