use super::*;
use crate::clock::SystemClock;
use keys::FileKeys;
use std::path::Path;
use store::{Keys, Mode};

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap().map(|file| file.unwrap()) {
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

fn used(data: &Path, keys: &Path) -> Generation {
    let store = Store::open(data, &Keys::new([1; 32], [2; 32]), Mode::ReadWrite).unwrap();
    let keys: Arc<dyn KeyStore> = Arc::new(FileKeys::new(keys));
    Generation::new(Arc::new(store), keys, Arc::new(SystemClock), 0)
}

/// A program that ends before the key store has taken anything.
struct Unable(FileKeys);

impl KeyStore for Unable {
    fn read(&self, name: Name) -> std::result::Result<Option<SecretString>, keys::Failure> {
        self.0.read(name)
    }

    fn write(&self, _: Name, _: &SecretString) -> std::result::Result<(), keys::Failure> {
        Err(keys::Failure::Broken { why: "the program has ended".to_owned() })
    }

    fn delete(&self, _: Name) -> std::result::Result<(), keys::Failure> {
        Ok(())
    }

    fn kind(&self) -> &'static str {
        self.0.kind()
    }
}

#[test]
fn a_folder_that_is_used_again_is_the_same_and_a_copy_from_before_a_write_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let [data, keys, copy] = ["data", "keys", "copy"].map(|name| dir.path().join(name));
    let first = used(&data, &keys);
    assert_eq!(first.look().unwrap(), Seen::Same);
    assert_eq!(first.before_a_write().unwrap(), Seen::Same);
    first.at_rest();
    drop(first);
    copied(&data, &copy);
    assert_eq!(used(&copy, &keys).look().unwrap(), Seen::Same, "nothing left since");
    let second = used(&data, &keys);
    assert_eq!(second.look().unwrap(), Seen::Same);
    assert_eq!(second.before_a_write().unwrap(), Seen::Same);
    drop(second);
    assert_eq!(used(&copy, &keys).look().unwrap(), Seen::Restored(0));
    // It is the one in use from then on, and the other one is the stranger.
    assert_eq!(used(&copy, &keys).look().unwrap(), Seen::Same);
    assert_eq!(used(&data, &keys).look().unwrap(), Seen::Restored(0));
}

#[test]
fn a_folder_used_twice_at_once_is_noticed_before_the_next_write() {
    let dir = tempfile::tempdir().unwrap();
    let [data, keys, copy] = ["data", "keys", "copy"].map(|name| dir.path().join(name));
    drop(used(&data, &keys));
    copied(&data, &copy);
    let (one, other) = (used(&data, &keys), used(&copy, &keys));
    assert_eq!((one.look().unwrap(), other.look().unwrap()), (Seen::Same, Seen::Same));
    assert_eq!(one.before_a_write().unwrap(), Seen::Same);
    assert_eq!(other.before_a_write().unwrap(), Seen::Restored(0));
}

#[test]
fn a_program_that_ends_between_the_two_places_is_no_restored_folder() {
    let dir = tempfile::tempdir().unwrap();
    let [data, keys] = ["data", "keys"].map(|name| dir.path().join(name));
    let generation = used(&data, &keys);
    generation.before_a_write().unwrap();
    let mine = &generation.store.mine;
    let held = mine.generation().unwrap();
    assert!(held.open && held.mark.is_some());
    let coming = mine::Generation { next: Some("next".into()), ..held };
    mine.set_generation(&coming).unwrap();
    assert_eq!(used(&data, &keys).look().unwrap(), Seen::Same, "before the key store took it");
    mine.set_generation(&mine::Generation {
        next: Some("later".into()),
        ..mine.generation().unwrap()
    })
    .unwrap();
    FileKeys::new(&keys).write(Name::Generation, &"later".to_owned().into()).unwrap();
    assert_eq!(used(&data, &keys).look().unwrap(), Seen::Same, "after it");
}

/// Found by long runs of kills: the second end hid what the first had given the key store.
#[test]
fn a_program_that_ends_there_twice_is_no_restored_folder_either() {
    let dir = tempfile::tempdir().unwrap();
    let [data, keys] = ["data", "keys"].map(|name| dir.path().join(name));
    let generation = used(&data, &keys);
    generation.before_a_write().unwrap();
    let mine = &generation.store.mine;
    let held = mine.generation().unwrap();
    mine.set_generation(&mine::Generation { next: Some("next".into()), ..held }).unwrap();
    FileKeys::new(&keys).write(Name::Generation, &"next".to_owned().into()).unwrap();
    // It moves on, and the second program ends before the key store has taken that.
    let unable = Unable(FileKeys::new(&keys));
    let store = Arc::clone(&generation.store);
    let second = Generation::new(store, Arc::new(unable), Arc::new(SystemClock), 0);
    assert_eq!(second.look().unwrap(), Seen::Same);
    assert_ne!(mine.generation().unwrap().next.as_deref(), Some("next"), "it was about to");
    assert_eq!(used(&data, &keys).look().unwrap(), Seen::Same);
}

#[test]
fn a_key_store_that_lost_the_mark_makes_everything_be_looked_for() {
    let dir = tempfile::tempdir().unwrap();
    let [data, keys] = ["data", "keys"].map(|name| dir.path().join(name));
    used(&data, &keys).before_a_write().unwrap();
    FileKeys::new(&keys).delete(Name::Generation).unwrap();
    assert_eq!(used(&data, &keys).look().unwrap(), Seen::Restored(0));
    assert!(used(&data, &keys).store.mine.restored_at().unwrap().is_some());
}
