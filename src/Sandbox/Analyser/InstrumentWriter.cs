using System.Globalization;
using System.Text;
using Carewright.Astm.Records;
using Carewright.Sandbox.Catalogue;
using Carewright.Sandbox.Conversation;
using Carewright.Sandbox.Laboratory;

namespace Carewright.Sandbox.Analyser;

/// <summary>Writes an instrument's messages (LIS2-A2), as instruments do: times of their own clock without a zone, the manufacturer's codes as fourth component.</summary>
internal sealed class InstrumentWriter(ResultDraw draw, ControlIds ids, TimeProvider time)
{
    /// <summary>Name and serial number (H-5).</summary>
    public const string Name = "SIMLYTE", Serial = "SN0001";

    private const string Stamp = "yyyyMMddHHmmss";
    private const int GrownUp = 40;

    /// <summary>Whether the instrument does a test: what is measured of blood, serum and plasma, and is a number.</summary>
    public static bool Does(string test) => Menu.Any(entry => entry.Code == test);

    /// <summary>What the instrument does.</summary>
    public static IEnumerable<CatalogueEntry> Menu => TestCatalogue.Own.Entries.Where(entry => entry is { Kind: EntryKind.Test, Scale: not null, Specimen: not "UR" });

    /// <summary>A question what is ordered of a specimen.</summary>
    public byte[] Query(string number)
    {
        var message = Begin();
        var place = message.Add('Q');
        message.Set(place, 3, number, 2);
        message.Set(place, 5, "ALL", 4);
        message.Set(place, 13, "O");
        message.End();
        return message.ToBytes();
    }

    /// <summary>The results of a specimen.</summary>
    /// <param name="order">What was to be done.</param>
    /// <param name="started">When it began.</param>
    /// <param name="revision">0 for the first, 1 for what corrects them.</param>
    public byte[] Results(InstrumentOrder order, DateTimeOffset started, int revision)
    {
        var message = Begin();
        AddPatient(message, order.Patient);
        var place = message.Add('O');
        message.Set(place, 3, order.Specimen, 1);
        for (var test = 0; test < order.Tests.Count; test++)
            message.Set(place, 5, order.Tests[test], 4, test + 1);
        message.Set(place, 6, "R");
        message.Set(place, 12, "N");
        message.Set(place, 26, revision == 0 ? "F" : "C");
        foreach (var test in order.Tests)
            Add(message, test, order.Specimen, started, revision);
        message.End();
        return message.ToBytes();
    }

    // The record goes back as it came: what it says is the host's.
    private static void AddPatient(EditableMessage message, byte[] patient)
    {
        var place = message.Add('P');
        if (patient.Length == 0)
            return;
        var fields = Encoding.Latin1.GetString(patient).Split('|');
        for (var field = 3; field <= fields.Length; field++)
        {
            if (fields[field - 1].Length > 0)
                message.SetRaw(place, field, Encoding.Latin1.GetBytes(fields[field - 1]));
        }
    }

    private void Add(EditableMessage message, string test, string specimen, DateTimeOffset started, int revision)
    {
        var entry = TestCatalogue.Own[test];
        var result = draw.Of(entry, specimen, new Tested("F", GrownUp), revision)[0].Results[0];
        var place = message.Add('R');
        message.Set(place, 3, test, 4);
        message.Set(place, 4, result.Value[0].Text);
        message.Set(place, 5, result.Unit);
        message.Set(place, 6, result.Range.Replace("-", " to ", StringComparison.Ordinal));
        message.Set(place, 7, result.Flag);
        message.Set(place, 9, revision == 0 ? "F" : "C");
        message.Set(place, 11, "OPERATOR1");
        message.Set(place, 12, started.ToString(Stamp, CultureInfo.InvariantCulture));
        message.Set(place, 13, time.GetLocalNow().ToString(Stamp, CultureInfo.InvariantCulture));
        message.Set(place, 14, Serial);
    }

    private EditableMessage Begin()
    {
        var message = EditableMessage.New();
        message.Set(0, 3, ids.Next());
        message.Set(0, 5, Name, 1);
        message.Set(0, 5, "1.0", 2);
        message.Set(0, 5, Serial, 3);
        message.Set(0, 12, "T");
        message.Set(0, 13, "LIS2-A2");
        message.Set(0, 14, time.GetLocalNow().ToString(Stamp, CultureInfo.InvariantCulture));
        return message;
    }
}
