using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Organisation;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.People;

/// <summary>Who a patient is: a pure function of the plan's seed and the patient's number.</summary>
internal sealed record Person
{
    public required int Index { get; init; }

    public required string Id { get; init; }

    public required bool Female { get; init; }

    /// <summary>The administrative gender as FHIR writes it.</summary>
    public required string Gender { get; init; }

    public required DateOnly Born { get; init; }

    public required DateOnly Registered { get; init; }

    public DateOnly? Died { get; init; }

    public required string Given { get; init; }

    public string? Middle { get; init; }

    public required string Family { get; init; }

    public string? Nickname { get; init; }

    public required Site Site { get; init; }

    public required Background Background { get; init; }

    /// <summary>The adult height in thousandths of the typical one.</summary>
    public required int HeightShare { get; init; }

    /// <summary>The adult body mass index in tenths.</summary>
    public required int MassIndex { get; init; }

    public required int Pulse { get; init; }

    /// <summary>How much of what a treatment can do comes about, in hundredths.</summary>
    public required int Adherence { get; init; }

    public required SmokingHistory Smoking { get; init; }

    public ResourceRef Reference => new(ResourceKind.Patient, Id);

    public string Name => $"{Given} {Family}";

    public string RecordNumber => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"CW{Index + 1:D7}");

    public int MonthsOn(DateOnly day)
    {
        var months = ((day.Year - Born.Year) * 12) + day.Month - Born.Month;
        return day.Day < Born.Day ? months - 1 : months;
    }

    public int AgeOn(DateOnly day) => MonthsOn(day) / 12;

    public bool IsMinor(DateOnly today) => AgeOn(today) < 18;

    public static Person Draw(ClinicLayout clinic, int index) => PersonDraw.Draw(clinic, new Chance(clinic.Plan.Seed, ((ulong)index << 2) + 1), index);
}

/// <summary>Smoking, as the US Core smoking status tells it.</summary>
internal enum SmokingHistory
{
    Never,
    Former,
    Current,
}
