namespace Carewright.Astm.Connections;

/// <summary>How sessions are ended.</summary>
internal static class Draining
{
    /// <summary>Lets what is under way end, for a time at most, and closes the connections.</summary>
    internal static async Task EndAsync(ICollection<Session> sessions, TimeSpan most, TimeProvider time)
    {
        var ending = Task.WhenAll(sessions.Select(session => session.StopAsync()));
        await ending.WaitAsync(most, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var session in sessions)
            session.Abort();
        await ending;
    }
}
