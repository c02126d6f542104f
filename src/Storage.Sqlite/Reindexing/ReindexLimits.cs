namespace Carewright.Storage.Sqlite.Reindexing;

/// <summary>How the reindexer shares the machine.</summary>
/// <param name="Step">Rows after which the place reached is made durable: at most as many are looked at again after a crash.</param>
/// <param name="LeastBatch">Rows handed to the writer at once, at least.</param>
/// <param name="MostBatch">The same, at most.</param>
/// <param name="WriterMilliseconds">How long the writer's thread may be kept by one batch: commits wait no longer than that.</param>
/// <param name="Rest">While others are at work: how many times as long as it worked the reindexer rests.</param>
internal sealed record ReindexLimits(int Step = 20_000, int LeastBatch = 16, int MostBatch = 1024, double WriterMilliseconds = 15, double Rest = 3);
