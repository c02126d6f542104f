using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;
using Carewright.Synthesis.Organisation;

namespace Carewright.Synthesis.Resources;

/// <summary>
/// Writes Appointment (FHIR R4 appointment.html). It names the kind of visit and the department but no diagnosis: the
/// front desk reads appointments and may not see why somebody comes.
/// </summary>
internal static class AppointmentWriter
{
    private const int KeptDays = 400;
    private static readonly Code FollowUp = new(CodeSystems.AppointmentReason, "FOLLOWUP", "A follow up visit from a previous appointment");
    private static readonly Code Routine = new(CodeSystems.AppointmentReason, "ROUTINE", "Routine appointment - default if not valued");
    private static readonly Code Checkup = new(CodeSystems.AppointmentReason, "CHECKUP", "A routine check-up, such as an annual physical");
    private static readonly Code WalkIn = new(CodeSystems.AppointmentReason, "WALKIN", "A previously unscheduled walk-in visit");

    /// <summary>The appointment that a visit came from; null for those too old to be kept.</summary>
    public static ResourceRef? WriteKept(ChartContext chart, Visit visit)
    {
        if (visit.Day < chart.Today.AddDays(-KeptDays)) return null;
        if (MissedBefore(chart, visit) is { } missed) Write(chart, new Entry(visit.Clinician, missed, "noshow", Type(visit)), visit.Minutes, null);
        var slot = visit.Booking is { } booking ? Slot(chart, booking) : (ResourceRef?)null;
        return Write(chart, new Entry(visit.Clinician, visit.Start, "fulfilled", Type(visit)), visit.Booking is null ? visit.Minutes : BookingBook.SlotMinutes, slot);
    }

    /// <summary>The appointment today or ahead that has not become a visit.</summary>
    public static void WriteAhead(ChartContext chart)
    {
        if (chart.History.Booking is not { } booking || booking.Status == "fulfilled") return;
        var known = chart.History.Visits.Any(visit => visit.Department == booking.Provider.Department);
        var entry = new Entry(booking.Provider, booking.Start, booking.Status, known ? FollowUp : Routine);
        Write(chart, entry, BookingBook.SlotMinutes, booking.HoldsSlot ? Slot(chart, booking) : null);
    }

    private sealed record Entry(Post Provider, Moment Start, string Status, Code Type);

    private static ResourceRef Slot(ChartContext chart, Booking booking) =>
        new(ResourceKind.Slot, chart.Clinic.SlotId(booking.Provider, booking.Start.Day, booking.Number));

    private static Code Type(Visit visit) => visit.Kind switch
    {
        VisitKind.Wellness => Checkup,
        VisitKind.Acute => WalkIn,
        VisitKind.Review or VisitKind.FollowUp => FollowUp,
        _ => Routine,
    };

    /// <summary>Now and then the visit was planned a week earlier and missed.</summary>
    private static Moment? MissedBefore(ChartContext chart, Visit visit)
    {
        var day = visit.Day.AddDays(-7);
        var often = chart.Person.Index % 37 == 11 ? 2 : 13;
        var missed = (visit.Day.DayNumber + chart.Person.Index) % often == 0 && visit.Booking is null && day >= chart.Person.Registered;
        return missed ? new Moment(day, visit.Start.Minute) : null;
    }

    private static ResourceRef Write(ChartContext chart, Entry entry, int minutes, ResourceRef? slot)
    {
        var json = chart.Json;
        var reference = new ResourceRef(ResourceKind.Appointment, chart.Ids.Next());
        var department = entry.Provider.Department;
        json.Begin(ResourceKind.Appointment, reference.Id);
        chart.Status(entry.Status);
        if (entry.Status == "cancelled") json.Concept("cancelationReason", new Code(CodeSystems.CancellationReason, "pat", "Patient"));
        json.Concepts("serviceType", department.AsCode);
        json.Concepts("specialty", department.Taxonomy, department.Display);
        json.Concept("appointmentType", entry.Type);
        json.Text("description", $"{department.Display} visit");
        json.Instant("start", entry.Start);
        json.Instant("end", entry.Start.Plus(minutes));
        json.Integer("minutesDuration", minutes);
        if (slot is { } taken) json.References("slot", taken);
        json.Instant("created", Created(chart, entry.Start));
        json.OpenArray("participant");
        Participant(json, chart.Person.Reference, chart.Person.Name, entry.Status == "cancelled" ? "declined" : "accepted");
        Participant(json, entry.Provider.Reference, entry.Provider.Display, "accepted");
        Participant(json, entry.Provider.Site.Reference, entry.Provider.Site.Name, "accepted");
        json.CloseArray();
        json.End();
        return reference;
    }

    private static Moment Created(ChartContext chart, Moment start)
    {
        var day = start.Day.AddDays(-14);
        var latest = chart.Today.AddDays(-1);
        if (day > latest) day = latest;
        if (day < chart.Person.Registered) day = chart.Person.Registered < start.Day ? chart.Person.Registered : start.Day;
        return new Moment(day, (8 * 60) + 20);
    }

    private static void Participant(ResourceWriter json, ResourceRef actor, string display, string status)
    {
        json.Item();
        json.Reference("actor", actor, display);
        json.Text("status", status);
        json.Close();
    }
}
