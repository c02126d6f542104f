using System.Diagnostics;
using System.Text.Json;
using Carewright.Bench.Processes;
using SQLitePCL;

namespace Carewright.Bench.Raw;

/// <summary>
/// <c>raw-fill DIR FILES</c>: the raw limit of an import. Each line becomes a body and 16 index rows with random values, 1,000 lines to a commit, synchronous=FULL: no validation, no seal, no audit.
/// </summary>
internal static class RawFillVerb
{
    public const int IndexRows = 16;
    private const int LinesPerCommit = 1_000;

    public static int Run(string data, string files)
    {
        Directory.CreateDirectory(data);
        using var database = new RawDatabase(data);
        using var body = database.Prepare("INSERT INTO body(id, json) VALUES(?, ?)");
        using var index = database.Prepare("INSERT INTO ix(p, v, s, r) VALUES(?, ?, 0, ?)");
        var started = Stopwatch.GetTimestamp();
        var random = new Random(1);
        var id = 0L;
        database.Execute("BEGIN");
        foreach (var line in Directory.EnumerateFiles(files, "*.ndjson").SelectMany(File.ReadLines))
        {
            raw.sqlite3_bind_int64(body, 1, ++id);
            raw.sqlite3_bind_blob(body, 2, System.Text.Encoding.UTF8.GetBytes(line));
            RawDatabase.Run(body);
            InsertIndex(index, random, id);
            if (id % LinesPerCommit == 0)
                database.Execute("COMMIT; BEGIN");
        }
        database.Execute("COMMIT");
        var result = new RawFillResult(id, Stopwatch.GetElapsedTime(started).TotalSeconds);
        Console.WriteLine(JsonSerializer.Serialize(result, ChildJson.Default.RawFillResult));
        return 0;
    }

    private static void InsertIndex(sqlite3_stmt index, Random random, long id)
    {
        for (var parameter = 0; parameter < IndexRows; parameter++)
        {
            raw.sqlite3_bind_int64(index, 1, parameter);
            raw.sqlite3_bind_int64(index, 2, random.NextInt64());
            raw.sqlite3_bind_int64(index, 3, id);
            RawDatabase.Run(index);
        }
    }
}
