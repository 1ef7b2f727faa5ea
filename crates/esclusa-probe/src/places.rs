//! Places where a file may be made, and files that lose their name as soon as they are there.

use core::ffi::CStr;

use esclusa_kernel::{Access, Descriptor, Errno, Text, Volume, open, remove, this_process, volume};

use crate::outcome::{Outcome, Reason};
use crate::scene::{Scene, Suspects};

/// A path.
pub(crate) type Path = Text<256>;

/// Where there is often something to be written to.
const USUAL: [&[u8]; 6] = [b"/", b"/tmp", b"/var/tmp", b"/run", b"/dev/shm", b"/etc"];

/// Every place: those that the probe was told of first.
pub(crate) fn places<'a>(scene: &Scene<'a>) -> impl Iterator<Item = Path> + use<'a> {
    scene.setup.values("place").chain(USUAL).map(|place| Text::of(&[place]))
}

/// A name in a folder that nobody else uses.
pub(crate) fn name_in(folder: &Path) -> Path {
    let mut name = Text::of(&[folder.bytes(), b"/.esclusa-"]);
    name.push_number(u64::from(this_process().number().unsigned_abs()));
    name
}

/// Makes a file, which loses its name at once: whatever happens, nothing is left behind.
pub(crate) fn nameless_file(folder: &Path, mode: u32) -> Result<Descriptor, Errno> {
    let name = name_in(folder);
    let file = open(name.as_c_str(), Access::Create(mode))?;
    remove(name.as_c_str())?;
    Ok(file)
}

/// Does something in each place until it succeeds; else tells the last refusal that says more than that the place is not
/// there.
pub(crate) fn in_some_place<T>(
    scene: &Scene<'_>,
    fits: impl Fn(&Volume) -> bool,
    mut attempt: impl FnMut(&Path) -> Result<T, Errno>,
) -> Result<(T, Path), Errno> {
    let mut refusal = Errno::ENOENT;
    for place in places(scene) {
        if !volume(place.as_c_str()).is_ok_and(|volume| fits(&volume)) {
            continue;
        }
        match attempt(&place) {
            Ok(made) => return Ok((made, place)),
            Err(Errno::ENOENT | Errno::ENOTDIR) => {}
            // A place that cannot be written to says less than one that can.
            Err(Errno::EROFS | Errno::EACCES) if refusal != Errno::ENOENT => {}
            Err(error) => refusal = error,
        }
    }
    Err(refusal)
}

/// What it says that no place could be written to.
pub(crate) fn no_place(scene: &Scene<'_>, refusal: Errno) -> Outcome {
    match refusal {
        Errno::ENOENT => Outcome::Inapplicable(Reason::NothingThere),
        error => scene.refused(error, Suspects::file_of_root()),
    }
}

/// Opens a file for writing and writes its beginning as it is.
pub(crate) fn rewrite_beginning(path: &CStr) -> Result<(), Errno> {
    let file = open(path, Access::ReadWrite)?;
    let mut first = [0];
    if file.read(&mut first)? == 1 {
        file.seek(0)?;
        file.write(&first)?;
    }
    Ok(())
}

/// Reads a file of one line, and writes back what it says.
pub(crate) fn rewrite(path: &CStr) -> Result<(), Errno> {
    let mut bytes = [0; 512];
    let file = open(path, Access::ReadWrite)?;
    let length = file.read(&mut bytes)?;
    let said = bytes.get(..length).unwrap_or_default();
    // A file of the kernel that says nothing is set to nothing by the end of a line.
    file.seek(0)?;
    file.write(if said.is_empty() { b"\n" } else { said }).map(|_| ())
}
