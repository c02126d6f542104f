namespace Carewright.Detection.Counting;

/// <summary>An event that a rule counted.</summary>
/// <param name="At">When.</param>
/// <param name="Id">Id of its audit record.</param>
/// <param name="Thing">What is counted of it: a patient, a user, an address; for events their own id.</param>
internal sealed record Counted(DateTimeOffset At, string Id, string Thing);

/// <summary>
/// One rule's count for one user, address or all: the events of the window, one for each thing counted (the newest). Never more than the threshold are kept, because then it has gone off.
/// </summary>
internal sealed class Counter
{
    /// <summary>What has been counted and is still in the window, oldest first.</summary>
    public List<Counted> Events { get; set; } = [];

    /// <summary>The alert that went off last, which what follows within the window is added to; null when none did.</summary>
    public string? Alert { get; set; }

    /// <summary>When something was last added to it.</summary>
    public DateTimeOffset AlertAt { get; set; }

    /// <summary>Takes an event.</summary>
    /// <param name="counted">The event.</param>
    /// <param name="window">The rule's window.</param>
    /// <param name="threshold">The rule's threshold, as tuned.</param>
    /// <returns>The events that made it go off; null when it did not.</returns>
    public IReadOnlyList<Counted>? Take(Counted counted, TimeSpan window, int threshold)
    {
        Events.RemoveAll(earlier => earlier.At <= counted.At - window || earlier.Thing == counted.Thing);
        Events.Add(counted);
        if (Events.Count < threshold)
            return null;
        var evidence = Events;
        Events = [];
        return evidence;
    }

    /// <summary>True when the event belongs to the alert that went off last.</summary>
    public bool Continues(DateTimeOffset at, TimeSpan window) => Alert is not null && at - AlertAt < window;
}
