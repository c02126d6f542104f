using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Misbehaving;

/// <summary>Decides when a partner misbehaves, and how: every so many messages of each direction, each of the chosen ways in turn. Safe for many threads.</summary>
internal sealed class Mischief(IReadOnlyList<Misbehaviour> chosen, int every, ulong seed)
{
    private readonly Turns _departing = new([.. chosen.Where(each => each.Departing is not null)], every);
    private readonly Turns _arriving = new([.. chosen.Where(each => each.Receiving is not null)], every);
    private readonly Draw _draw = new(seed, "mischief");
    private readonly Lock _lock = new();

    /// <summary>What is really sent instead of a message: mostly the message.</summary>
    public IReadOnlyList<Departure> ForNextDeparture(Departure departure)
    {
        lock (_lock)
            return _departing.Next()?.Departing!(departure, _draw) ?? [departure];
    }

    /// <summary>How the next message that comes is received; null: as it should be.</summary>
    public Reception? ForNextArrival()
    {
        lock (_lock)
            return _arriving.Next()?.Receiving!(_draw);
    }

    /// <summary>Counts the messages of one direction.</summary>
    private sealed class Turns(IReadOnlyList<Misbehaviour> ways, int every)
    {
        private int _count;

        public Misbehaviour? Next() => ways.Count > 0 && ++_count % every == 0 ? ways[((_count / every) - 1) % ways.Count] : null;
    }
}
