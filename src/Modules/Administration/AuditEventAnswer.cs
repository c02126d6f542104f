using Carewright.Kernel;

namespace Carewright.Administration;

/// <summary>AuditEvents, or why there are none.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Issues">Why it was refused; empty otherwise.</param>
/// <param name="Entries">The AuditEvents as JSON, with their ids.</param>
/// <param name="Next">The next page's place, or null.</param>
public sealed record AuditEventAnswer(int Status, IReadOnlyList<Issue> Issues, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Entries, string? Next);
