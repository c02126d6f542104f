using Carewright.Hl7v2;

namespace Carewright.Sandbox.Conversation;

/// <summary>A message that is going to be sent. Strategies of misbehaviour make others of it.</summary>
/// <param name="Lane">What it must not overtake: departures of one lane leave one after the other.</param>
/// <param name="Due">When it may leave at the earliest.</param>
/// <param name="Make">Writes it, when it is due; null when it has become void.</param>
internal sealed record Departure(string Lane, DateTimeOffset Due, Func<byte[]?> Make)
{
    /// <summary>Writes the same with other results, later; null where there is no such thing.</summary>
    public Func<byte[]?>? Correct { get; init; }

    /// <summary>How long after it a correction follows, and how late is late.</summary>
    public TimeSpan Step { get; init; }

    /// <summary>How often the same bytes leave.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Whether half of it leaves first, on a connection that then ends.</summary>
    public bool IsTornFirst { get; init; }

    /// <summary>Makes a broken one that leaves first, once, whatever the answer; null: none.</summary>
    public Func<byte[], byte[]>? Forerunner { get; init; }

    /// <summary>Makes another of it; null: it leaves as it is.</summary>
    public Func<Hl7Message, byte[]>? Change { get; init; }
}
