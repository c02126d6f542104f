using Carewright.Astm.Frames;

namespace Carewright.Astm.Tests.Frames;

/// <summary>Two ends and the line between them, with a clock that runs as fast as it can. What is sent while both have something to say is under way before either hears the other.</summary>
/// <param name="instrument">One end.</param>
/// <param name="host">The other.</param>
/// <param name="spoil">What the line makes of what an end sends at once.</param>
internal sealed class SimulatedLine(LinkOptions instrument, LinkOptions host, Func<byte[], byte[]> spoil)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(2);
    private readonly End[] _ends = [new(new AstmLink(instrument)), new(new AstmLink(host))];
    private TimeSpan _now;

    internal const int Instrument = 0;

    internal const int Host = 1;

    /// <summary>What an end has been told; of messages that arrived, each was taken.</summary>
    internal IEnumerable<T> Told<T>(int end)
        where T : LinkEvent => _ends[end].Events.OfType<T>();

    internal void Send(int end, byte[] message) => Take(end, _ends[end].Link.Send(message, _now));

    /// <summary>Lets the ends talk until neither has anything to say or to wait for.</summary>
    internal void Run()
    {
        while (_now < s_longest)
        {
            var underWay = _ends.Select(end => end.Outgoing.ToArray()).ToArray();
            foreach (var end in _ends)
                end.Outgoing.Clear();
            for (var end = 0; end < 2; end++)
                foreach (var chunk in underWay[1 - end])
                    Take(end, _ends[end].Link.Receive(spoil(chunk), _now));
            if (_ends.Any(end => end.Outgoing.Count > 0))
                continue;
            if (_ends.Min(end => end.Link.Due) is not { } due)
                return;
            _now = due > _now ? due : _now;
            for (var end = 0; end < 2; end++)
                Take(end, _ends[end].Link.Tick(_now));
        }
        Assert.Fail("The ends never come to rest.");
    }

    private void Take(int end, LinkStep step)
    {
        _ends[end].Events.AddRange(step.Events);
        if (!step.Bytes.IsEmpty)
            _ends[end].Outgoing.Add(step.Bytes.ToArray());
        foreach (var arrived in step.Events.OfType<MessageArrived>())
            Take(end, _ends[end].Link.Answer(arrived.Number, isTaken: true, _now));
    }

    private sealed record End(AstmLink Link)
    {
        internal List<LinkEvent> Events { get; } = [];

        internal List<byte[]> Outgoing { get; } = [];
    }
}
