using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Organisation;
using Carewright.Synthesis.People;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.Histories;

/// <summary>
/// Lives a patient's years at the clinic: visits are taken from a queue by day, each changes the problems it treats and
/// plans the next.
/// </summary>
internal sealed class HistoryBuilder
{
    private readonly ClinicLayout _clinic;
    private readonly Person _person;
    private readonly Booking? _booking;
    private readonly Chance _chance;
    private readonly ResourceIds _ids;
    private readonly DateOnly _lastDay;
    private readonly AllergyList _allergies;
    private readonly List<Problem> _problems;
    private readonly ProblemDraw _problemDraw;
    private readonly FamilyMedicineVisits _familyMedicine;
    private readonly SpecialtyVisits _specialty;
    private readonly VaccinationPlan _vaccinations;
    private readonly PriorityQueue<Planned, (int Day, int Order)> _queue = new();
    private readonly List<Visit> _visits = [];

    public HistoryBuilder(ClinicLayout clinic, Person person, Booking? booking, ResourceIds ids)
    {
        _clinic = clinic;
        _person = person;
        _booking = booking;
        _ids = ids;
        _chance = new Chance(clinic.Plan.Seed, ((ulong)person.Index << 2) + 2);
        _lastDay = (person.Died ?? clinic.Plan.Today).AddDays(-1);
        _allergies = AllergyList.Draw(_chance, person.AgeOn(clinic.Plan.Today));
        _problemDraw = new ProblemDraw(person, _lastDay, _chance, ids);
        _problems = _problemDraw.All();
        var physiology = new Physiology(person, _problems, clinic.Plan.Seed, _chance);
        var treatment = new Treatment(person, _allergies, physiology, _chance, ids);
        _vaccinations = new VaccinationPlan(person, _chance);
        _familyMedicine = new FamilyMedicineVisits(clinic, person, _problems, physiology, treatment, _vaccinations) { Chance = _chance, Ids = ids };
        _specialty = new SpecialtyVisits(treatment, physiology, _chance);
    }

    private enum Purpose
    {
        Review,
        Acute,
        Refer,
        Specialty,
    }

    private readonly record struct Planned(DateOnly Day, Purpose Purpose, Problem? Problem, int Order);

    private Post PrimaryCare => _clinic.Provider(_person.Site, Department.FamilyMedicine, _person.Index / _clinic.Sites.Count);

    public PatientHistory Build()
    {
        PlanFirstVisits();
        while (_queue.TryDequeue(out var planned, out _)) Hold(planned);
        if (_booking is { Status: "fulfilled" }) HoldBooked(_booking);
        return new PatientHistory
        {
            Person = _person,
            Allergies = _allergies,
            Visits = _visits,
            Problems = [.. _visits.SelectMany(visit => visit.NewProblems)],
            ShotsElsewhere = _vaccinations.Elsewhere,
            Booking = _booking,
            PrimaryCare = PrimaryCare,
            LastDay = _lastDay.AddDays(1),
        };
    }

    private void PlanFirstVisits()
    {
        PlanNextReview(_person.Registered);
        foreach (var problem in _problems)
        {
            if (problem.Ailment.Kind == CourseKind.Acute) Plan(problem.Onset.AddDays(_chance.Between(1, 3)), Purpose.Acute, problem);
            else if (problem.Ailment.Department != Department.FamilyMedicine) PlanSpecialty(problem);
            else if (problem.Onset > _person.Registered) Plan(problem.Onset.AddDays(_chance.Between(10, 60)), Purpose.Review, problem);
        }
    }

    /// <summary>Half come by a referral from family medicine, half by themselves.</summary>
    private void PlanSpecialty(Problem problem)
    {
        var noticed = problem.Onset > _person.Registered
            ? problem.Onset.AddDays(problem.Ailment.Kind == CourseKind.Episode ? _chance.Between(1, 12) : _chance.Between(10, 90))
            : _person.Registered.AddDays(_chance.Between(20, 300));
        Plan(noticed, _chance.Permille(500) ? Purpose.Refer : Purpose.Specialty, problem);
    }

    private void Plan(DateOnly day, Purpose purpose, Problem? problem = null)
    {
        _queue.Enqueue(new Planned(day, purpose, problem, ++_planned), (day.DayNumber, _planned));
    }

    /// <summary>There is one routine review ahead at a time; an earlier visit for a new problem takes its place.</summary>
    private void PlanNextReview(DateOnly day)
    {
        Plan(day, Purpose.Review);
        _nextReview = _planned;
    }

    private bool Stands(Planned planned, DateOnly day) =>
        (planned.Problem is not null || planned.Order == _nextReview) && _familyMedicine.IsReviewDue(day);

    private int _planned;
    private int _nextReview;

    private void Hold(Planned planned)
    {
        var day = NextOpenDay(planned.Day);
        if (day > _lastDay) return;
        if (planned.Problem is { } problem && _person.AgeOn(day) >= problem.Ailment.OutgrownAt)
        {
            problem.Outgrow(day);
            return;
        }

        switch (planned.Purpose)
        {
            case Purpose.Review when Stands(planned, day):
                Begin(_familyMedicine.KindOfReview(day), day, PrimaryCare, _familyMedicine.Review);
                PlanNextReview(_familyMedicine.NextReview(day));
                break;
            case Purpose.Acute:
                Begin(VisitKind.Acute, day, PrimaryCare, visit => _familyMedicine.SeeAcute(visit, planned.Problem!));
                break;
            case Purpose.Refer:
                Begin(VisitKind.Acute, day, PrimaryCare, visit => _familyMedicine.Refer(visit, planned.Problem!));
                Plan(day.AddDays(_chance.Between(6, 24)), Purpose.Specialty, planned.Problem);
                break;
            case Purpose.Specialty:
                HoldSpecialty(day, planned.Problem!);
                break;
        }
    }

    private void HoldSpecialty(DateOnly day, Problem problem)
    {
        var provider = _clinic.Provider(_person.Site, problem.Ailment.Department, 0);
        Begin(problem.Visits == 0 ? VisitKind.Consultation : VisitKind.FollowUp, day, provider, visit => _specialty.See(visit, problem));
        if (SpecialtyVisits.WeeksToNext(problem) is > 0 and var weeks) Plan(day.AddDays((weeks * 7) + _chance.Between(-3, 3)), Purpose.Specialty, problem);
    }

    private void HoldBooked(Booking booking)
    {
        var department = booking.Provider.Department;
        if (department == Department.FamilyMedicine)
        {
            Begin(_familyMedicine.KindOfReview(booking.Start.Day), booking, _familyMedicine.Review);
            return;
        }

        var problem = SpecialtyReason(department, booking.Start.Day);
        Begin(problem.Visits == 0 ? VisitKind.Consultation : VisitKind.FollowUp, booking, visit => _specialty.See(visit, problem));
    }

    private Problem SpecialtyReason(Department department, DateOnly day)
    {
        var known = _problems.Find(problem => problem.Ailment.Department == department && problem.ActiveOn(day) && _person.AgeOn(day) < problem.Ailment.OutgrownAt);
        if (known is not null) return known;
        var usual = _problemDraw.Make(Ailments.Usual(department), day.AddDays(-_chance.Between(12, 40)));
        _problems.Add(usual);
        return usual;
    }

    private void Begin(VisitKind kind, DateOnly day, Post provider, Action<Visit> happen)
    {
        var minute = BookingBook.StartMinute(_chance.Below(BookingBook.SlotsPerDay));
        Add(new Visit(kind, new Moment(day, minute), provider, _clinic.Assistant(provider.Site), _ids.Next()), happen);
    }

    private void Begin(VisitKind kind, Booking booking, Action<Visit> happen) =>
        Add(new Visit(kind, booking.Start, booking.Provider, _clinic.Assistant(booking.Provider.Site), _ids.Next()) { Booking = booking }, happen);

    private void Add(Visit visit, Action<Visit> happen)
    {
        _visits.Add(visit);
        happen(visit);
    }

    /// <summary>The first open day from the planned one on that is later than the last visit.</summary>
    private DateOnly NextOpenDay(DateOnly day)
    {
        if (_visits.Count > 0 && day <= _visits[^1].Day) day = _visits[^1].Day.AddDays(1);
        while (!_clinic.IsOpen(day)) day = day.AddDays(1);
        return day;
    }
}
