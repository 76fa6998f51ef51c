//! tmp
use xtask::*;
fn main() -> anyhow::Result<()> {
    let t = std::time::Instant::now();
    let args: Vec<String> = std::env::args().collect();
    let mut o = Options::named("try", args[1].parse()?);
    if args.len() > 2 {
        o.engine = Engine::Postgres;
    }
    let s = Synapse::start(&o)?;
    println!(
        "{} {:?} started in {:?}",
        s.base_url(),
        s.admin(),
        t.elapsed()
    );
    println!("{}", expected(&s, None, None)?.len());
    let (st, v) = s
        .client()
        .get("/_synapse/admin/v1/statistics/users/media?limit=5&order_by=media_length&dir=b")?;
    println!("{st} {v:#} {:?}", t.elapsed());
    std::thread::sleep(std::time::Duration::from_secs(15));
    Ok(())
}
