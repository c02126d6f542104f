using System.Text;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>How many messages there are of each partner and state, on the connection of the log's writer.</summary>
internal sealed class LogTally(Connection connection, LogKeys keys)
{
    private readonly Statement _count = connection.Prepare(
        "INSERT INTO tally(partner, state, n, generation, name) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(partner, state) DO UPDATE SET n = n + ?3");

    /// <summary>Moves a message of a partner from one state to another.</summary>
    public void Move(LogKey key, string partner, MessageState from, MessageState to)
    {
        if (from == to)
            return;
        Count(key, partner, from, -1);
        Count(key, partner, to, 1);
    }

    public void Count(LogKey key, string partner, MessageState state, long by) =>
        _count.Bind(1, key.Partner(partner)).Bind(2, (long)state).Bind(3, by).Bind(4, key.Generation).Bind(5, key.CloseHead(Guid.Empty, Encoding.UTF8.GetBytes(partner))).Run();

    /// <summary>Makes what is under older keys anew under one. Counts that have begun there meanwhile are added to.</summary>
    public void Renew(LogKey key)
    {
        var older = new List<(long Partner, long State, long Count, string Name)>();
        using (var rows = connection.Prepare("SELECT partner, state, n, generation, name FROM tally WHERE generation <> ?1").Bind(1, key.Generation))
            while (rows.Step())
                older.Add((rows.Int64(0), rows.Int64(1), rows.Int64(2), NameOf(keys.Of(rows.Int64(3)), rows.Blob(4))));
        using var gone = connection.Prepare("DELETE FROM tally WHERE partner = ?1 AND state = ?2");
        foreach (var (partner, state, count, name) in older)
        {
            gone.Bind(1, partner).Bind(2, state).Run();
            Count(key, name, (MessageState)state, count);
        }
    }

    public static string NameOf(LogKey key, ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(key.OpenHead(Guid.Empty, name));
}
