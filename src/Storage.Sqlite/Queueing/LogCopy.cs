using System.Globalization;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>The log in backups: a copy of all of it, each time. What was in it is older than the record that is copied after it, so that what is in neither came later than both.</summary>
internal static class LogCopy
{
    /// <summary>Copies the log of a folder as it is at one moment; false when there is none.</summary>
    public static bool Write(string folder, string target)
    {
        var path = Path.Combine(folder, SqliteMessageLog.FileName);
        if (!File.Exists(path))
            return false;
        using var source = Connection.Open(path, readOnly: false);
        LogSchema.Copy(source, target);
        return true;
    }

    /// <summary>Whether nothing has been taken away for good since a copy was made: no patient's messages, and no key that it is under.</summary>
    public static bool IsOfNow(string folder, string copy) => EraOf(copy) == EraOf(Path.Combine(folder, SqliteMessageLog.FileName));

    /// <summary>
    /// Makes a log fit a record that is restored to an earlier moment: what was put into the record later is not in this one, and its bytes are gone. Its rows go, too, so that the message is taken when it is sent again.
    /// </summary>
    /// <returns>How many messages that were.</returns>
    public static long Forget(string log, DateTimeOffset moment)
    {
        using var file = Connection.Open(log, readOnly: false);
        var later = string.Create(CultureInfo.InvariantCulture, $"state = {(int)MessageState.Applied} AND changed > {LogRow.Microseconds(moment)}");
        file.Execute($"BEGIN; DELETE FROM patient WHERE seq IN (SELECT seq FROM message WHERE {later}); DELETE FROM message WHERE {later}");
        var forgotten = file.Changes();
        file.Execute("UPDATE tally SET n = (SELECT count(*) FROM message m WHERE m.partner = tally.partner AND m.state = tally.state); COMMIT");
        return forgotten;
    }

    private static long EraOf(string log)
    {
        using var file = Connection.Open(log, readOnly: false);
        return file.Scalar("SELECT n FROM era");
    }
}
