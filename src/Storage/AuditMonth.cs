namespace Carewright.Storage;

/// <summary>A month of the audit log, as it lies in the store.</summary>
/// <param name="Year">Year, UTC, in which its rows were committed.</param>
/// <param name="Month">Month, 1 to 12.</param>
/// <param name="FirstSequence">Sequence number of its first row.</param>
/// <param name="LastSequence">Sequence number of its last row.</param>
/// <param name="LastHash">Chain value of its last row.</param>
/// <param name="Records">Rows.</param>
/// <param name="IsOpen">True for the newest month, which is still written to.</param>
public sealed record AuditMonth(int Year, int Month, long FirstSequence, long LastSequence, ReadOnlyMemory<byte> LastHash, long Records, bool IsOpen);
