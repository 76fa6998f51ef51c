//! What a release consists of: the folder to be served with its compressed files, the archive of it,
//! the licences and the bill of materials of what is inside; and what the files weigh.

pub mod compress;
pub mod dist;
pub mod size;
