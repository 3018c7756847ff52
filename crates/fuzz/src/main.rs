fn main() -> anyhow::Result<()> {
    fuzz::cli::run()
}
