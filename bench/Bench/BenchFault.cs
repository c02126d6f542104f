namespace Carewright.Bench;

/// <summary>The bench cannot go on; the message says why, for a person.</summary>
internal sealed class BenchFault(string message) : Exception(message);
